"""Documents for Word and its like, to be printed and, at the last minute, corrected by hand: agenda, signs, cards."""
