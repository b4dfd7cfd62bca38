"""What a person types: arguments come in, the work of the other rooms is called, messages and exit codes go out."""
