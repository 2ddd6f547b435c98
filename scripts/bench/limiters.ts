// Five limiters, asked alike: each in the form in which a service uses it.
import { createRequire } from 'node:module'
import { decider } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import { limits, memoryLimitStore, rateLimit } from '@sallyport/limits'

const require = createRequire(import.meta.url)
const flexible = require('rate-limiter-flexible')
const erl = require('express-rate-limit')
const fastifyRateLimit = require('@fastify/rate-limit')
const { rateLimiter: honoRateLimiter } = require('hono-rate-limiter')
const Fastify = require('fastify')
const { Hono } = require('hono')

/** What became of a request. */
export interface Outcome {
  readonly passed: boolean
  /** The response's headers; of a library that makes none, what it says of the time. */
  readonly headers: Readonly<Record<string, unknown>>
}
/** Sends a request of somebody; undefined where nothing tells whose it is. */
export type Ask = (key: string | undefined) => Promise<Outcome>
/** A limiter of `limit` per window; with `second`, one more on the same route. */
export type Make = (limit: number, windowMs: number, second?: number) => Ask | Promise<Ask>

const sallyport: Make = (limit, windowMs, second) => {
  const exact = (limit: number) => ({ kind: 'exact', limit, windowMs }) as const
  const one = { first: exact(limit) }
  const policies = second === undefined ? one : { ...one, second: exact(second) }
  const guard = rateLimit(
    limits<string>({ policies, store: memoryLimitStore({ maxKeys: 5_000 }) }),
    {
      by: (request) => request.header('x-key'),
    },
  )
  const decide = decider(guard)
  return async (key) => {
    const verdict = await decide(
      testRequest(key === undefined ? {} : { headers: { 'x-key': key } }),
    )
    return { passed: verdict.ok, headers: verdict.headers ?? {} }
  }
}

const rlf: Make = (points, windowMs, second) => {
  const one = (points: number, keyPrefix: string) =>
    new flexible.RateLimiterMemory({ points, duration: windowMs / 1_000, keyPrefix })
  const limiter =
    second === undefined
      ? one(points, 'first')
      : new flexible.RateLimiterUnion(one(points, 'first'), one(second, 'second'))
  const told = (passed: boolean) => (answer: { msBeforeNext?: number }) => ({
    passed,
    headers: { 'retry-after': (answer.msBeforeNext ?? 0) / 1_000 },
  })
  return (key) => limiter.consume(key).then(told(true), told(false))
}

const express: Make = (limit, windowMs, second) => {
  const one = (limit: number) =>
    erl.rateLimit({
      windowMs,
      limit,
      standardHeaders: 'draft-8',
      validate: false,
      keyGenerator: ({ key }: { key: string }) => key,
    })
  const handlers = second === undefined ? [one(limit)] : [one(limit), one(second)]
  return async (key) => {
    const headers: Record<string, unknown> = {}
    const set = (name: string, value: unknown): void => {
      headers[name.toLowerCase()] = value
    }
    const response = { setHeader: set, append: set, status: () => response, send: () => {} }
    for (const handler of handlers) {
      const went = { on: false }
      await handler({ key }, response, (error?: unknown) => {
        went.on = error === undefined
      })
      if (!went.on) return { passed: false, headers }
    }
    return { passed: true, headers }
  }
}

/** Fastify's, with whatever options. */
export const fastifyOf = async (options: object, route: (app: never) => object = () => ({})) => {
  const app = Fastify()
  const keyGenerator = ({ headers }: { headers: Record<string, unknown> }) => headers['x-key']
  await app.register(fastifyRateLimit, { keyGenerator, ...options })
  app.get('/', route(app as never), () => 'ok')
  return async (key: string | undefined): Promise<Outcome> => {
    const headers = key === undefined ? {} : { 'x-key': key }
    const answer = await app.inject({ url: '/', headers })
    return { passed: answer.statusCode === 200, headers: answer.headers }
  }
}
const fastify: Make = (max, timeWindow, second) =>
  second === undefined
    ? fastifyOf({ max, timeWindow })
    : fastifyOf({ global: false }, (app: { rateLimit(options: object): unknown }) => ({
        preHandler: [
          app.rateLimit({ max, timeWindow }),
          app.rateLimit({ max: second, timeWindow }),
        ],
      }))

const hono: Make = (limit, windowMs, second) => {
  const app = new Hono()
  const keyGenerator = (c: { req: { header(name: string): string } }) => c.req.header('x-key')
  for (const one of second === undefined ? [limit] : [limit, second])
    app.use(honoRateLimiter({ windowMs, limit: one, keyGenerator }))
  app.get('/', (c: { text(text: string): Response }) => c.text('ok'))
  return async (key) => {
    const answer = await app.request('/', key === undefined ? {} : { headers: { 'x-key': key } })
    return { passed: answer.status === 200, headers: Object.fromEntries(answer.headers) }
  }
}

/** By a short name. */
export const libraries = { sallyport, rlf, express, fastify, hono } as const
/** Their own names. */
export const titles: Readonly<Record<Library, string>> = {
  sallyport: 'sallyport',
  rlf: 'rate-limiter-flexible',
  express: 'express-rate-limit',
  fastify: '@fastify/rate-limit',
  hono: 'hono-rate-limiter',
}
/** A short name. */
export type Library = keyof typeof libraries
