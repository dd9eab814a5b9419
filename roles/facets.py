def facet_for_label(label):
    return None
