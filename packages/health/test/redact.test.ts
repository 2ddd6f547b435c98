import type { CheckResult } from '@sallyport/core'
import {
  actuatorFormat,
  checksFormat,
  dependenciesFormat,
  healthJsonFormat,
} from '@sallyport/health'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeHealth } from './support/fake-health.ts'

const formats = [actuatorFormat, checksFormat, dependenciesFormat, healthJsonFormat]

/** All that the most trusted of viewers is shown of a check, in every format. */
async function shown(check: () => CheckResult): Promise<string> {
  const { health } = fakeHealth({ checks: { it: check } })
  const report = await health.ready()
  return formats.map((format) => JSON.stringify(format(report, true).body)).join('\n')
}
const thrown = (text: string) => (): never => {
  throw new Error(text)
}

describe('what a check lets slip', () => {
  // What a secret looks like in the texts of libraries: whatever, but in one piece.
  const secret = fc
    .string({
      minLength: 8,
      maxLength: 60,
      unit: fc.constantFrom(...'abcXYZ0189!$%&*+,-./:;=?@^_|~#'),
    })
    .map((text) => `S3${text}`)
  const places = fc.constantFrom<(text: string) => string>(
    (s) => `connect failed: postgres://ada:${s}@db.internal:5432/orders`,
    (s) => `redis://:${s}@10.0.0.1 refused`,
    (s) => `password=${s} host=db`,
    (s) => `Password: ${s}`,
    (s) => `{"password":"${s}"}`,
    (s) => `client_secret='${s}'`,
    (s) => `GET https://a.example/?access_token=${s}`,
    (s) => `authorization: Bearer ${s}`,
    (s) => `sent Basic ${s}`,
    (s) => `refused\n    at ${s} (/srv/app.js:1:2)`,
    (s) => `X-API-Key: ${s}`,
    (s) => `SECRET_KEY_BASE=${s}`,
    (s) => `amqp://guest:${s.repeat(60)}@broker`,
    (s) => `redis://:two words ${s}@cache refused`,
    (s) => `password = correct horse ${s}`,
    (s) => `{"password":"a\\"b ${s}"}`,
    (s) => `{\\"password\\":\\"${s}\\"}`,
    (s) => `Authorization: Token ${s}`,
    (s) => `Cookie: theme=dark; session=${s}`,
    (s) => `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${s}`,
    (s) => `Endpoint=sb://bus.example/;SharedAccessKey=${s}`,
    (s) => `secretAccessKey=${s}`,
    (s) => `https://blobs.example/x?sv=1&sig=${s}`,
    (s) => `https://maps.example/x?key=${s}`,
  )

  it('never shows a secret, wherever in its text it stands', async () => {
    await fc.assert(
      fc.asyncProperty(secret, places, async (value, place) => {
        const beginning = value.slice(0, 6)
        expect(await shown(thrown(place(value)))).not.toContain(beginning)
        expect(await shown(() => ({ ok: true, message: place(value) }))).not.toContain(beginning)
        const detail = { nested: [{ text: place(value) }] }
        expect(await shown(() => ({ ok: true, detail }))).not.toContain(beginning)
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ...['password', 'DB_PASSWORD', 'accessToken', 'api_key', 'clientSecret', 'Authorization'],
    ...['secretAccessKey', 'secretKey', 'accountKey', 'passwords', 'tokens', 'passwordHash'],
  ])('hides what is called %s in a detail', async (name) => {
    const detail = { [name]: ['hunter22'], user: 'ada' }
    const all = await shown(() => ({ ok: true, detail }))
    expect(all).not.toContain('hunter22')
    expect(all).toContain('ada')
  })

  it('leaves what is harmless', async () => {
    const text = 'connect ECONNREFUSED 127.0.0.1:5432 after 3 tokens of https://a.example/x'
    expect(await shown(thrown(text))).toContain(text)
    expect(await shown(thrown('12 passed: fine'))).toContain('12 passed: fine')
    expect(await shown(() => ({ ok: true, detail: { cache_keys: 128 } }))).toContain('128')
    expect(await shown(thrown('redis://ada:p@h:6379 gone'))).toContain('redis://***@h:6379 gone')
  })

  it('shows one line of 200 characters at most, and no stack', async () => {
    const all = await shown(thrown(`${'x'.repeat(5_000)}`))
    expect(all).toContain(`"${'x'.repeat(199)}…"`)
    expect(all).not.toContain('x'.repeat(200))
    expect(await shown(thrown('first\r\nsecond'))).not.toContain('second')
  })

  it('shows details as JSON, and only so many', async () => {
    const cyclic: Record<string, unknown> = {
      big: 7n,
      none: undefined,
      run: () => {},
      nan: Number.NaN,
    }
    cyclic.self = cyclic
    cyclic.list = Array.from({ length: 500 }, (_, i) => i)
    const { health } = fakeHealth({ checks: { it: () => ({ ok: true, detail: cyclic as never }) } })
    const { checks } = await health.ready()
    const detail = checks[0]?.detail as Record<string, unknown>
    expect(detail).toMatchObject({ big: '7', nan: null, self: { self: { self: { self: '…' } } } })
    expect(Object.keys(detail)).toEqual(['big', 'nan', 'self', 'list'])
    expect(JSON.stringify(detail).length).toBeLessThan(500)
  })

  it('reads no more of a long list than it shows', async () => {
    let reads = 0
    const list = new Proxy(
      Array.from({ length: 5_000 }, (_, i) => i),
      {
        get: (target, name) => {
          reads++
          return Reflect.get(target, name)
        },
      },
    )
    expect(await shown(() => ({ ok: true, detail: list }))).toContain('[0,1,2')
    expect(reads).toBeLessThan(200)
  })

  it('reads a name of a million letters once', async () => {
    const name = `${'token_'.repeat(150_000)}!`
    expect(await shown(() => ({ ok: true, detail: { [name]: 'hunter22' } }))).toContain('***')
  })

  it('is down when its detail cannot be read', async () => {
    const detail = {
      get it(): string {
        return thrown('the getter')()
      },
    }
    const { said } = fakeHealth({ checks: { it: () => ({ ok: true, detail }) } })
    expect(await said()).toBe('down: it down')
  })

  it('is not changed by whoever changes it afterwards', async () => {
    const detail = { keys: 1 }
    const { health } = fakeHealth({ checks: { it: () => ({ ok: true, detail }) } })
    await health.ready()
    detail.keys = 2
    expect((await health.ready()).checks[0]?.detail).toEqual({ keys: 1 })
  })
})
