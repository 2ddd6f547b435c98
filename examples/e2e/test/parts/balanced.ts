import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, request } from 'node:http'
// real time: a balancer asks now and then
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { served } from '../raw.ts'
import { atEnd, deadlineMs } from '../world.ts'
import { admin, opened, settings } from './opened-service.ts'
import { started } from './process.ts'

/** Not looked for without a pause: that takes the time that the processes need. */
const soon = (condition: () => boolean, what: string): Promise<void> =>
  expect.poll(condition, { interval: 20, timeout: deadlineMs, message: what }).toBe(true)

/** A balancer that sends only to who is ready, and tries nothing twice. */
async function balancer(urls: readonly string[]) {
  const agent = new Agent({ keepAlive: true })
  const ready = new Set<string>()
  const sent = new Map<string, number>(urls.map((url) => [url, 0]))
  let isOver = false
  const watch = async (url: string): Promise<void> => {
    while (!isOver) {
      const isReady = await fetch(`${url}/ready`).then(
        async (reply) => (await reply.text()) !== '' && reply.status === 200,
        () => false,
      )
      if (isReady) ready.add(url)
      else ready.delete(url)
      await pause(20)
    }
  }
  const watching = urls.map(watch)
  let turn = 0
  const server = createServer(async (incoming, outgoing) => {
    const url = [...ready][turn++ % ready.size] ?? ''
    sent.set(url, (sent.get(url) ?? 0) + 1)
    try {
      const asked = request(url + incoming.url, { agent, headers: incoming.headers }).end()
      const [answer] = (await once(asked, 'response')) as [IncomingMessage]
      outgoing.statusCode = answer.statusCode ?? 0
      for await (const piece of answer) outgoing.write(piece)
      outgoing.end()
    } catch (error) {
      outgoing.writeHead(502).end(String(error))
    }
  })
  const { url } = await served(server)
  atEnd(async () => {
    isOver = true
    await Promise.all(watching)
    agent.destroy()
  })
  await soon(() => ready.size === urls.length, 'all are ready')
  return { url, ready, sent }
}

/** The end of an instance, as its callers see it. Without DRAIN_MS some are cut: ECONNRESET. */
export function balanced(framework: Framework): void {
  it('ends under load without a request that is cut or refused', async () => {
    const one = await started(framework, { ADMIN_TOKEN: 'the-token', DRAIN_MS: '1000' })
    const other = await opened(framework, settings)
    const { url, ready, sent } = await balancer([one.url, other.url])
    const answers: string[] = []
    let isOver = false
    const caller = async (): Promise<void> => {
      while (!isOver) {
        const reply = await fetch(`${url}/admin/whoami`, { headers: admin })
        answers.push(`${reply.status} ${await reply.text()}`)
      }
    }
    const callers = Array.from({ length: 4 }, caller)
    await soon(() => [...sent.values()].every((count) => count > 20), 'both have work')
    expect(await one.stop()).toEqual({ code: 0, complaints: '' })
    expect([...ready]).toEqual([other.url])
    const before = answers.length
    await soon(() => answers.length > before + 20, 'the other goes on')
    isOver = true
    await Promise.all(callers)
    expect([...new Set(answers)]).toEqual(['200 {"caller":"admin"}'])
  })
}
