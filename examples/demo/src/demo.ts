// Starts the example service in a folder of its own, sends it a few seconds of traffic, shows what became of it, and
// stays up:
//
//   pnpm demo [--framework express|fastify|hono] [--json]
//
// PORT says where it listens; where that is taken, it takes a port that is free.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemTimers } from '@sallyport/core'
import { stopOnSignal } from '@sallyport-examples/service'
import { asAdministrator, prepare } from './ask.ts'
import { demoService } from './demo-service.ts'
import { found } from './found.ts'
import { demoOptions } from './options.ts'
import { progressText, screen } from './screen.ts'
import { type Sent, sendAll } from './send.ts'
import { serve } from './servers.ts'
import { type Stream, traffic } from './traffic.ts'

/** What has not been answered by then will not be. */
const deadlineMs = 60_000

async function main(): Promise<number> {
  const options = demoOptions(process.argv.slice(2), {
    env: process.env,
    isTty: process.stdout.isTTY === true,
  })
  if ('usage' in options) {
    console.log(options.usage)
    return 0
  }
  if ('wrong' in options) {
    console.error(options.wrong)
    return 2
  }
  const { framework, json, live, colour, port } = options
  const started = heldBack()
  // Somebody who has read enough, or has closed the terminal.
  process.stdout.on('error', () => {})
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-demo-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

  const { service, settings, recover } = await demoService(folder)
  const { server, url } = await serve(framework, service, port)
  stopOnSignal(server, service, settings)
  process.once('SIGHUP', () => process.emit('SIGINT', 'SIGINT'))
  if (!json && !live) console.log('Sending a few seconds of traffic …')
  const ask = asAdministrator(url, settings)
  const shown = await unlessStopped(async () => {
    started()
    const apiKey = await prepare(ask)
    const sent = await sendWithin(url, traffic(apiKey, settings), live)
    recover()
    return found({ framework, url, folder, settings, apiKey, ask, sent })
  })
  if (live) process.stdout.write('\r\u001b[2K')
  if (shown !== undefined) console.log(json ? JSON.stringify(shown) : screen(shown, colour))
  return 0
}

/** Has signals wait until what it gives is called: what a service has begun to write would outlive its folder. */
function heldBack(): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  let came: NodeJS.Signals | undefined
  const hold = (signal: NodeJS.Signals): void => {
    came ??= signal
  }
  for (const signal of signals) process.on(signal, hold)
  return () => {
    for (const signal of signals) process.off(signal, hold)
    if (came !== undefined) process.emit(came, came)
  }
}

/** Nothing, where somebody stops it meanwhile: then what it asks for is not answered any more. */
async function unlessStopped<T>(work: () => Promise<T>): Promise<T | undefined> {
  let stopped = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      stopped = true
    })
  try {
    return await work()
  } catch (error) {
    if (stopped) return undefined
    throw error
  }
}

async function sendWithin(
  url: string,
  streams: readonly Stream[],
  live: boolean,
): Promise<readonly Sent[]> {
  const ended = new AbortController()
  const cancel = systemTimers.after(deadlineMs, () => ended.abort())
  const progress = (done: number, of: number): void => {
    if (live) process.stdout.write(`\r${progressText(done, of, process.stdout.columns)}`)
  }
  try {
    return await sendAll(url, streams, progress, ended.signal)
  } finally {
    cancel()
  }
}

process.exitCode = await main().catch((error: NodeJS.ErrnoException) => {
  if (error.syscall === undefined) throw error
  // Of the machine, and no mistake of ours: a port or a folder that nobody may have.
  console.error(`The demo cannot run: ${error.message}`)
  process.exit(1)
})
