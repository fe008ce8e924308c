"""What those parts of the tab Mistakes show that say nothing of themselves, by object names."""

PARTS = {
    "test_accuracy": "How many of the images are read right, as everywhere: the most active output "
    "counts. In brackets the Wilson interval: with other images like these, as many, the accuracy "
    "would be in it 95 times of 100.",
    "evaluation_source": "Which images are measured: parts of the data in use, what people wrote "
    "on tablets, a hand of My Digits, or a folder.",
    "evaluation_person": "Whose digits are measured. Those kept for validation were never learnt "
    "from.",
    "mistakes_title": "Which digits are listed, and how many.",
    "mistakes": "Click a digit to put it on the canvas, and ask Inside > Why? what speaks for the "
    "wrong answer; Undo brings your drawing back. N goes to the next one.",
    "threshold_plot": "Each point is a threshold: how much is answered, and how much of that is "
    "right. The more it has to answer, the more often it is wrong.",
}
