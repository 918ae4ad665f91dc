"""线索复排: the order in which a bureau spends its hours, learnt from what officers found; it emits no finding."""
