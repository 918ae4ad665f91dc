"""监督到人: staff scores, suspension and termination of payment qualification, measures against persons."""
