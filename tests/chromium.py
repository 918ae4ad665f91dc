"""The browser of the tests: Chromium of the system, without its windows where that is installed."""

import shutil

# The shell is the same engine without the parts that a person sees around a page: half the work of the whole.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FOUND = next((path for name in _NAMES if (path := shutil.which(name))), "")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # One process for all windows of the site, pages are not kept for going back: each new one starts for a second.
    "--process-per-site",
    "--disable-features=BackForwardCache,ProactivelySwapBrowsingInstance,RenderDocument,SpareRendererForSitePerProcess",
)
