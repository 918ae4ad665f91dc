"""Mingjing 明镜: supervision of medical-insurance funds."""

__version__ = "0.1.0"
