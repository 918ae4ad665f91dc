"""How values are shown: yuan, dates, masked names."""

from django import template

register = template.Library()
