// The same questions to four libraries and to us: `node scripts/bench/peers/health.ts` prints what each answers.
// Some seconds, spent waiting for checks that hang.
import { createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import underPressure from '@fastify/under-pressure'
import { createTerminus } from '@godaddy/terminus'
import { responder } from '@sallyport/core'
import { nodeRequest } from '@sallyport/core/node'
import {
  aggregateEndpoint,
  createHealth,
  livenessEndpoint,
  readinessEndpoint,
} from '@sallyport/health'
import Fastify from 'fastify'
import { createLightship } from 'lightship'
import { nestTerminus } from '../nest-health.ts'

/** What a library is to ask: true, or it throws, or says nothing. */
export type Check = () => unknown
/** A service under test: where it is asked, and how it is told to end. */
export interface Service {
  readonly url: string
  readonly live: string
  readonly ready: string
  drain(): void
}
/** A library, in a service that listens. */
export type Library = (check: Check) => Promise<Service>

const unheard = (): void => {}
const listening = async (server: Server): Promise<string> => {
  if (!server.listening) {
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  }
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const sallyport: Library = async (check) => {
  const it = { check: async () => ({ ok: (await check()) === true }) }
  const health = createHealth({ startupGraceMs: 0, checks: { it } })
  const answers = {
    '/live': responder(livenessEndpoint(health)),
    '/ready': responder(readinessEndpoint(health)),
    '/all': responder(aggregateEndpoint(health, { viewer: () => ({ ok: true, value: {} }) })),
  }
  const server = createServer(async (incoming, response) => {
    const path = (incoming.url ?? '').split('?')[0] as keyof typeof answers
    const { status, headers, body } = await answers[path](nodeRequest(incoming))
    response.writeHead(status, { ...headers } as Record<string, string>).end(body)
  })
  const url = await listening(server)
  return { url, live: '/live', ready: '/all', drain: () => void health.drain() }
}

const terminus: Library = async (check) => {
  const server = createServer((_, response) => void response.writeHead(404).end())
  createTerminus(server, {
    healthChecks: { '/live': async () => {}, '/ready': async () => check() },
    signals: ['SIGUSR2'],
    beforeShutdown: () => new Promise(() => {}),
    logger: unheard,
  })
  const url = await listening(server)
  return { url, live: '/live', ready: '/ready', drain: () => void process.emit('SIGUSR2') }
}

const lightship: Library = async () => {
  const ship = await createLightship({
    detectKubernetes: false,
    port: 0,
    signals: [],
    terminate: unheard,
  })
  ship.registerShutdownHandler(() => new Promise(() => {}))
  ship.signalReady()
  const url = await listening(ship.server)
  return { url, live: '/live', ready: '/ready', drain: () => void ship.shutdown() }
}

const pressed: Library = async (check) => {
  const app = Fastify()
  await app.register(underPressure, {
    healthCheck: async () => check() as Promise<boolean>,
    healthCheckInterval: 200,
    exposeStatusRoute: '/ready',
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { url, live: '/ready', ready: '/ready', drain: () => void app.close() }
}

interface Answer {
  readonly status: number | undefined
  readonly body: string
}

/** What is answered within two seconds. */
function ask(url: string): Promise<Answer | undefined> {
  const answered = new Promise<Answer>((resolve, reject) => {
    get(url, { agent: false }, async (message) => {
      let body = ''
      for await (const piece of message) body += String(piece)
      resolve({ status: message.statusCode, body })
    }).on('error', reject)
  }).catch((error: Error) => ({ status: undefined, body: error.message }))
  return Promise.race([answered, wait(2_000, undefined)])
}
const status = async (url: string): Promise<unknown> => {
  const answer = await ask(url)
  return answer === undefined ? 'no answer in 2 s' : (answer.status ?? answer.body)
}

async function stampede(make: Library): Promise<unknown> {
  let runs = 0
  const { url, ready } = await make(async () => {
    runs++
    await wait(50)
    return true
  })
  const begun = runs
  await Promise.all(Array.from({ length: 50 }, () => ask(url + ready)))
  return `${runs - begun} runs`
}

async function hang(make: Library): Promise<unknown> {
  let isHung = false
  const { url, ready } = await make(() => (isHung ? new Promise(() => {}) : true))
  await ask(url + ready)
  isHung = true
  await wait(1_500)
  return status(url + ready)
}

async function leak(make: Library): Promise<unknown> {
  let isBroken = false
  const { url, ready } = await make(() => {
    if (!isBroken) return true
    const text = 'connect failed: postgres://u:hunter2@db'
    throw Object.assign(new Error(text), { causes: [text] })
  })
  isBroken = true
  await wait(1_500)
  const answer = await ask(url + ready)
  return `${answer?.status}, ${answer?.body.includes('hunter2') ? 'with the password' : 'without the password'}`
}

async function query(make: Library): Promise<unknown> {
  const { url, ready } = await make(() => true)
  return status(`${url}${ready}?x=1`)
}

async function drain(make: Library): Promise<unknown> {
  const { url, live, ready, drain: end } = await make(() => true)
  await ask(url + ready)
  end()
  await wait(100)
  return `live ${await status(url + live)}, ready ${await status(url + ready)}`
}

const questions = {
  '50 probes at the same time run the check': stampede,
  'a check that hangs: readiness': hang,
  'a check that fails with a connection string in it': leak,
  '/ready?x=1': query,
  'while it drains': drain,
}
const libraries: Readonly<Record<string, Library>> = {
  sallyport,
  '@godaddy/terminus': terminus,
  lightship,
  '@fastify/under-pressure': pressed,
  '@nestjs/terminus': nestTerminus(),
  '@nestjs/terminus, asked to': nestTerminus({ timeoutMs: 500, cacheMs: 1_000 }),
}
for (const [title, question] of Object.entries(questions)) {
  console.log(title)
  for (const [name, make] of Object.entries(libraries)) {
    const hasChecks = make !== lightship || question === query || question === drain
    console.log(`  ${name.padEnd(28)}`, hasChecks ? await question(make) : 'has no checks')
  }
}
process.exit()
