"""Inside: what each neuron adds to an answer, what excites it, and how each layer learns."""
