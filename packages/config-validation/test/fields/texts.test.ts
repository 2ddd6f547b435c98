import { inspect } from 'node:util'
import {
  choice,
  fields,
  logLevel,
  logLevels,
  secret,
  text,
  url,
} from '@sallyport/config-validation'
import { isSecret, type Secret } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import type * as z from 'zod/mini'

const reading = (schema: z.ZodMiniType) => (given: string) => fields.get(schema)?.read(given)

describe('logLevel', () => {
  it.each(logLevels)('%s is read in any case', (level) => {
    const texts = [level, level.toLowerCase(), level[0] + level.slice(1).toLowerCase()]
    expect(texts.map(reading(logLevel()))).toEqual([level, level, level])
  })

  it.each([
    ...['', ' INFO', 'INFO ', 'WARN', 'FATAL', 'TRACE', 'NOTICE', '20', 'INFO,DEBUG', 'true'],
    ...['ınfo', 'INFO\n', 'ＩＮＦＯ', 'ERROR\0', 'constructor', '__proto__'],
  ])('%j is none', (given) => {
    expect(reading(logLevel())(given)).toBeUndefined()
  })
})

describe('url', () => {
  it.each([
    'https://example.com',
    'http://127.0.0.1:8080/path?q=a%20b#part',
    'https://[2001:db8::1]:8443/',
    'https://xn--bcher-kva.example/',
    'https://example.com/@user',
    'https://example.com?mail=a@b',
  ])('%j is one, as it was written', (given) => {
    expect(reading(url())(given)).toBe(given)
    expect(url().safeParse(given).success).toBe(true)
  })

  it.each([
    ...['', ' ', 'example.com', '//example.com', 'https:example.com', 'https:/example.com'],
    ...['https://', 'https:///path', 'https://?q', 'ftp://example.com', 'javascript:alert(1)'],
    ...[' https://example.com', 'https://example.com ', 'https://example.com\n', 'htt\tps://a.b'],
    ...['https://exa mple.com', 'https://example.com\\@evil.example', 'https:\\\\example.com'],
    ...['https://a:99999', 'https://a:b', 'https://bücher.example', 'https://example.com/\0'],
    ...['https://u:p@example.com', 'https://u@example.com', 'https://@example.com', 'HTTPS://a.b'],
  ])('%j is none', (given) => {
    expect(reading(url())(given)).toBeUndefined()
    expect(url().safeParse(given).success).toBe(false)
  })

  it('takes the protocols it is told, and no others', () => {
    const redis = url({ protocols: ['redis', 'rediss'] })
    const given = [
      'redis://10.0.0.5:6379/0',
      'rediss://cache.internal',
      'https://a.b',
      'redisx://a',
    ]
    expect(given.map((one) => redis.safeParse(one).success)).toEqual([true, true, false, false])
  })

  it('may have userinfo where that is asked for', () => {
    const given = 'https://ada:p@ss@example.com/a@b'
    expect(reading(url({ userinfo: true }))(given)).toBe(given)
  })

  it('is a Secret where it is marked as one', () => {
    const redis = url({ protocols: ['redis'], secret: true })
    const value = reading(redis)('redis://:hunter2@10.0.0.5:6379')
    expect(isSecret(value) && value.reveal()).toBe('redis://:hunter2@10.0.0.5:6379')
    expect(fields.get(redis)?.isSecret).toBe(true)
    expect(redis.safeParse(value).success).toBe(true)
    expect(redis.safeParse('redis://:hunter2@10.0.0.5:6379').success).toBe(false)
  })

  it.each([[[]], [['https:']], [['HTTP']], [['']]])('refuses the protocols %j', (protocols) => {
    expect(() => url({ protocols: protocols as unknown as [string] })).toThrow(TypeError) // as JavaScript may call it
  })
})

describe('secret', () => {
  const value = 'k7Fq-secret-2Zx9w1'

  it('is a Secret that prints nowhere', () => {
    const read = reading(secret())(value) as Secret
    expect(read.reveal()).toBe(value)
    expect(`${inspect({ read }, { depth: 9 })}${JSON.stringify(read)}${read}`).not.toContain('k7Fq')
    expect(fields.get(secret())?.write(read)).toBe('[secret]')
  })

  it.each(['', ' ', `${value}\n`, ` ${value}`, `${value}\t`, '\u00a0x', '\ufeffx', 'short'])(
    '%j is none of at least 8 characters',
    (given) => {
      expect(reading(secret({ minLength: 8 }))(given)).toBeUndefined()
    },
  )

  it('tells nothing of a default that is too short', () => {
    const define = () => secret({ minLength: 30, default: value })
    expect(define).toThrow(RangeError)
    expect(define).not.toThrow(/k7Fq/)
  })

  it('takes a Secret, and no plain text, in its place', () => {
    expect(secret().safeParse(value).success).toBe(false)
    expect(secret({ default: value }).parse(undefined).reveal()).toBe(value)
  })
})

describe('text and choice', () => {
  it('keep to their lengths, patterns and words', () => {
    const name = reading(text({ pattern: /[a-z]+|[0-9]+/, maxLength: 5 }))
    expect(['abc', '123', 'abc1', '', 'abcdef', 'abc\n'].map(name)).toEqual([
      'abc',
      '123',
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    const store = reading(choice(['memory', 'redis']))
    expect(['redis', 'REDIS', '', ' redis', 'toString'].map(store)).toEqual([
      'redis',
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  it('refuse patterns with flags, lengths that are none, and words said twice', () => {
    expect(() => text({ pattern: /a/i })).toThrow(TypeError)
    expect(() => text({ minLength: 3, maxLength: 2 })).toThrow(RangeError)
    expect(() => choice(['a', 'a'])).toThrow(TypeError)
  })
})
