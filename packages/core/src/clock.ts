/** The time of day in milliseconds since the epoch. May step backwards. */
export type Clock = () => number

/** Milliseconds from an arbitrary start. Never goes backwards. */
export type MonotonicClock = () => number

// Wrapped, not aliased: a test's fake timers replace the globals after this module was loaded.
/** The machine's clock. */
export const systemClock: Clock = () => Date.now()

/** The machine's monotonic clock. */
export const systemMonotonic: MonotonicClock = () => performance.now()
