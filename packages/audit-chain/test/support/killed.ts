import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** What is killed, and when. */
export interface Killing {
  /** A module of `Appends`, in this directory. */
  readonly module: string
  readonly directory: string
  /** @default 1 */
  readonly callers?: number
  /** After how many acknowledged appends; with 0 while it opens. */
  readonly after: number
  /** Where compiled modules are kept from one to the next. @default nowhere */
  readonly compiled?: string
}

/** Runs appends in another process, kills it as `kill -9` does, and says what it had acknowledged. */
export async function killed({
  module,
  directory,
  callers = 1,
  after,
  compiled,
}: Killing): Promise<readonly number[]> {
  const [script, loaded] = ['kill-child.ts', module].map((name) => join(import.meta.dirname, name))
  const args = [script ?? '', loaded ?? '', directory, String(callers)]
  const env = { ...process.env, ...(compiled && { NODE_COMPILE_CACHE: compiled }) }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let [printed, complaint] = ['', '']
  child.stderr.on('data', (piece: Buffer) => {
    complaint += piece
  })
  child.stdout.on('data', (piece: Buffer) => {
    printed += piece
    // A line more than the appends: it says first that it opens.
    if (printed.split('\n').length > after + 1) child.kill('SIGKILL')
  })
  const [code, signal] = await once(child, 'close')
  if (signal !== 'SIGKILL') throw new Error(`${module} ended by itself: ${code} ${complaint}`)
  return printed.split('\n').slice(1, -1).map(Number)
}
