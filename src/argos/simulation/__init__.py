"""An invented epidemic on real places: the partners' own files, with the truth beside."""
