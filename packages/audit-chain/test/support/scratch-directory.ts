import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A directory of the test's own, gone when it is over. */
export function scratchDirectory(): string {
  const made = realpathSync(mkdtempSync(join(tmpdir(), 'audit-chain-')))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}
