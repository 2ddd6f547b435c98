import { coreEvents, coreMetrics, coreReasons, decider, type Guard } from '@sallyport/core'
import { webRequest } from '@sallyport/core/web'
import { describe, expect, it } from 'vitest'

const post = (body: string | ReadableStream): Request =>
  new Request('http://localhost/', { method: 'POST', body, duplex: 'half' })

/** Reads the body, as a guard does that checks a signature. */
const readsBody: Guard<object, string> = async (request) => {
  const body = await request.body()
  return body.ok ? { ok: true, value: {} } : body
}

describe('coreReasons', () => {
  const ways: Readonly<Record<keyof typeof coreReasons, () => ReturnType<typeof refusal>>> = {
    body_too_large: () => refusal(post('abc'), readsBody, 2),
    body_incomplete: () =>
      refusal(post(new ReadableStream({ pull: (to) => to.error(new Error('gone')) })), readsBody),
    body_consumed: async () => {
      const request = post('abc')
      await request.text()
      return refusal(request, readsBody)
    },
    unavailable: () => refusal(post('abc'), () => Promise.reject(new Error('down'))),
  }
  const refusal = async (request: Request, guard: Guard<object, string>, bodyLimit?: number) =>
    decider(guard, { onError() {} })(webRequest(request, {}, { bodyLimit }))

  it.each(Object.entries(ways))('%s has the status it is given with', async (reason, way) => {
    const { status } = coreReasons[reason as keyof typeof coreReasons]
    expect(await way()).toMatchObject({ ok: false, reason, status })
  })

  it('has no reason that nothing gives', () => {
    expect(Object.keys(coreReasons).toSorted()).toEqual(Object.keys(ways).toSorted())
  })

  it.each(Object.entries(coreReasons))('%s says what happened and what to do', (name, reason) => {
    expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(reason.status).toBeGreaterThanOrEqual(400)
    expect(reason.meaning).toMatch(/^[A-Z].+\.$/)
    expect(reason.remedy).toMatch(/^[A-Z].+\.$/)
  })
})

describe('coreMetrics', () => {
  const metrics = Object.values(coreMetrics)

  it('has each id once', () => {
    const ids = metrics.flatMap(({ id, aliases = [] }) => [id, ...aliases])
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each(metrics)('$id is named and explained', ({ id, help }) => {
    expect(id).toMatch(/^core(\.[a-z]+(_[a-z]+)*)+$/)
    expect(help).toMatch(/^[A-Z].+\.$/)
  })
})

describe('coreEvents', () => {
  it.each(Object.values(coreEvents))('$type is named and explained', ({ type, help }) => {
    expect(type).toMatch(/^[a-z_]+(\.[a-z_]+)+$/)
    expect(help).toMatch(/^[A-Z].+\.$/)
  })
})
