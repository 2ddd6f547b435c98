import { writeSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import type { Appends } from './appends.ts'

/** Waits while the pipe is full: the parent reads, or kills. */
function say(line: string): void {
  for (;;) {
    try {
      writeSync(1, line)
      return
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EAGAIN') throw error
    }
  }
}

/** Appends without end, many callers at once, and prints each number when its append resolves. */
async function appendForEver(module: string, directory: string, callers: number): Promise<void> {
  const { open }: Appends = await import(module)
  // Else it is written at the end, to which this does not come.
  flushCompileCache()
  say('opening\n')
  const append = await open(directory)
  const caller = async (_: unknown, number: number): Promise<void> => {
    for (let nth = 0; ; nth++) {
      const seq = await append(`${process.pid} ${number} ${nth} ${'x'.repeat(nth % 700)}`)
      // At once, not when the loop is idle: what is not printed must not have been acknowledged.
      say(`${seq}\n`)
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
}

const [module = '', directory = '', callers = '1'] = process.argv.slice(2)
await appendForEver(module, directory, Number(callers))
