import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { runInNewContext } from 'node:vm'

/** What the daemon made of what it was sent. */
export interface Daemon extends AsyncDisposable {
  /** Sends datagrams, one after the other, and waits until the daemon has read them. */
  feed(datagrams: readonly Uint8Array[]): Promise<void>
  /** Its tables by name. */
  table(name: 'counters' | 'gauges' | 'timers'): Promise<Readonly<Record<string, never>>>
}

/** Etsy's StatsD, on ports of its own. It flushes only after the test is over. */
export async function statsdDaemon(): Promise<Daemon> {
  const folder = mkdtempSync(join(tmpdir(), 'statsd-'))
  const [port, management] = [await freePort(), await freePort()]
  const address = '127.0.0.1'
  const config = { port, address, mgmt_address: address, mgmt_port: management, backends: [] }
  const file = join(folder, 'config.js')
  writeFileSync(file, JSON.stringify({ ...config, flushInterval: 1e8, dumpMessages: false }))
  const path = createRequire(import.meta.url).resolve('statsd/stats.js')
  // It logs with a function that Node no longer has.
  const code = `require('node:util').log = () => {}; require(${JSON.stringify(path)})`
  const stdio = ['ignore', 'ignore', 'inherit'] as const
  const child = spawn(process.execPath, ['-e', code, 'statsd', file], { stdio: [...stdio] })
  const table: Daemon['table'] = async (name) => {
    const socket = connect({ port: management, host: address })
    socket.end(`${name}\n`)
    return runInNewContext(`(${(await text(socket)).replace(/END\s*$/, '')})`)
  }
  for (let isUp = false; !isUp && child.exitCode === null; ) {
    isUp = await table('counters').then(
      () => true,
      () => false,
    )
  }
  let fed = 0
  return {
    table,
    async feed(datagrams) {
      const socket = createSocket('udp4')
      for (const one of datagrams) {
        await new Promise((resolve) => socket.send(one, port, address, resolve))
        fed++
        while ((await table('counters'))['statsd.packets_received'] !== fed) {}
      }
      socket.close()
    },
    async [Symbol.asyncDispose]() {
      child.kill()
      if (child.exitCode === null) await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { readonly port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
