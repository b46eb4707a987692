/** What the process tells its caller. The same table is in `--help` and the README; a test compares them. */
export const exitCodes = {
  0: "every target ended in rows or empty and everything was delivered; --for reached its end; stdout was closed",
  1: "unexpected: a bug of ours",
  2: "usage: a wrong flag or argument, or too old a Node",
  3: "the config, a selector file, or everything to be imported is invalid",
  4: "no usable browser or environment; port in use",
  5: "login-wall, login-failed",
  6: "blocked",
  7: "layout-changed, not-ready",
  8: "partial, or some targets or imported records good and others not",
  9: "all targets good, delivery not",
  10: "timeout",
  11: "another run holds the lock",
  12: "unreachable, error-page, crashed",
  130: "interrupted by Ctrl+C; finished cleanly",
  143: "ended by SIGTERM; finished cleanly",
} as const;
