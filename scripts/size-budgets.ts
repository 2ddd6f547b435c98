// What each entry point may weigh: see check-size.ts.
const kilobyte = 1024
/** Bytes of an entry point that `budgets` does not name: a main one, and a subpath. */
export const usual: { readonly main: number; readonly subpath: number } = {
  main: 8 * kilobyte,
  subpath: 6 * kilobyte,
}
/** Those with a budget of their own. */
export const budgets: Readonly<Record<string, number>> = {
  '@sallyport/core': 6 * kilobyte,
  '@sallyport/health': 6 * kilobyte,
  '@sallyport/api-keys': 15 * kilobyte, // all verbs
  '@sallyport/audit-chain': 46 * kilobyte, // a log whole: writer, recovery, queries, verifier
  '@sallyport/audit-chain/verify': 11 * kilobyte, // the whole verifier, and no writer
  '@sallyport/audit-chain/cluster': 9 * kilobyte, // reads an event as the log does, whatever it is made of
  '@sallyport/config-validation': 17.5 * kilobyte, // reads, validates, explains, reports, with every field
  '@sallyport/config-validation/watch': 11 * kilobyte, // to watch is to load
  '@sallyport/controls': 6 * kilobyte,
  '@sallyport/metrics/catalogs': 7 * kilobyte, // sixty-odd definitions, with the helps of all; who takes one list loads that
  '@sallyport/metrics/cluster': 10 * kilobyte, // registers and keeps series as the main entry does, which loads the same
  '@sallyport/slo': 15 * kilobyte, // recorders, sources, evaluation, the gate
  '@sallyport/slo/run-gate': 12.5 * kilobyte, // judges snapshots, and has every report
  '@sallyport/slo/sloth': 6.5 * kilobyte, // defines objectives, and reads YAML as Sloth does
  // The engine of all schemes, and what keeps replays out.
  '@sallyport/webhook-auth': 12 * kilobyte,
  // All senders' together; who takes one loads the engine and that one.
  '@sallyport/webhook-auth/schemes': 18.5 * kilobyte,
  '@sallyport/webhook-auth/web': 13 * kilobyte, // the engine again, which reads keys itself
  '@sallyport/webhook-auth/keys': 9 * kilobyte, // sources of keys, and the engine that checks with them
  '@sallyport/webhook-auth/testing': 10 * kilobyte, // signs, and so has the engine
  '@sallyport/webhook-auth/explain': 20 * kilobyte, // the engine, and every hypothesis: for a terminal and tests
}

/** Stores that a main entry point brings along: measured for themselves, as the ones with a subpath are. */
export const stores: Readonly<Record<string, readonly string[]>> = {
  '@sallyport/api-keys': ['stores/memory-key-store'],
  '@sallyport/controls': ['sources/settings-source'],
  '@sallyport/limits': ['memory/memory-limit-store'],
  '@sallyport/webhook-auth': ['stores/memory-delivery-store'],
}
