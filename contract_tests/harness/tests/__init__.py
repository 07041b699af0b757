"""The proof of the proof: does the harness see what it must see?"""
