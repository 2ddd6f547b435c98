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
import { sendAll } from './send.ts'
import { serve } from './servers.ts'
import { traffic } from './traffic.ts'

/** What has not been answered by then will not be. */
const deadlineMs = 60_000

async function main(): Promise<number> {
  const options = demoOptions(process.argv.slice(2), {
    env: process.env,
    isTty: process.stdout.isTTY === true,
  })
  if ('wrong' in options) {
    console.error(options.wrong)
    return 2
  }
  const { framework, json, live, colour, port } = options
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-demo-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

  const { service, settings, recover } = await demoService(folder)
  const { server, url } = await serve(framework, service, port)
  stopOnSignal(server, service, settings)
  if (!json && !live) console.log('Sending a few seconds of traffic …')
  const ask = asAdministrator(url, settings)
  const apiKey = await prepare(ask)
  const ended = new AbortController()
  const cancel = systemTimers.after(deadlineMs, () => ended.abort())
  const sent = await sendAll(
    url,
    traffic(apiKey, settings),
    (done, of) => {
      if (live) process.stdout.write(`\r${progressText(done, of)}`)
    },
    ended.signal,
  )
  cancel()
  recover()
  const shown = await found({ framework, url, folder, settings, apiKey, ask, sent })
  if (live) process.stdout.write('\r\u001b[2K')
  console.log(json ? JSON.stringify(shown) : screen(shown, colour))
  return 0
}

process.exitCode = await main()
