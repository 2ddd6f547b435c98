import type { Committed } from './committed.ts'

/** Signs what has become durable, and proves it. */
export interface Checkpointer {
  /** Hears of every batch, in order, when it is durable. Returns at once. */
  committed(batch: Committed): void
  /** Writes the tiles, signs the latest durable head, keeps and publishes it. */
  checkpoint(): Promise<string>
  /** A tlog-proof of an entry, under the latest checkpoint or a new one where that does not cover it. */
  prove(seq: number): Promise<string>
  /** How many entries the latest checkpoint vouches for. */
  readonly signed: number
  /** Signs a last checkpoint, when there is something to sign, and waits for the anchors. */
  close(): Promise<void>
}
