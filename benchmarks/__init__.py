"""How fast the site is, as ratios that anyone can measure again: see docs/performance.md."""
