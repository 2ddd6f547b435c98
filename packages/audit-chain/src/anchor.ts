/**
 * A place off the machine that remembers how far a log had come: what is written there, whoever can
 * change the log cannot take back.
 */
export interface Anchor {
  /** Names it in errors and metrics. */
  readonly name: string
  /** Keeps a checkpoint. Each is of a log that begins with the one before. */
  publish(checkpoint: string): void | Promise<void>
  /** The last one kept. With it, a log that was set back to before is not opened. */
  latest?(): string | undefined | Promise<string | undefined>
}
