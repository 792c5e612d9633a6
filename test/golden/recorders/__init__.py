"""What computes each golden file anew. A recorder takes the file as it is, of which it keeps what defines a case, and
which cases are asked for; it returns the file with everything else made anew."""
