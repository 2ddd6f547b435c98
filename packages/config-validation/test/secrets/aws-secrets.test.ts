import { inspect } from 'node:util'
import {
  type AwsSecretsClient,
  type AwsSecretsOptions,
  awsSecrets,
} from '@sallyport/config-validation/aws'
import { manualTime } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'

const named = (name: string) => Object.assign(new Error('from AWS'), { name })

/** AWS with values by stage that a test changes, and what was asked of it. */
function fakeAws(values: Record<string, string | Error>, options: AwsSecretsOptions = {}) {
  const asked: string[] = []
  const told: unknown[] = []
  const time = manualTime()
  const client: AwsSecretsClient = {
    async getSecretValue({ SecretId, VersionStage }) {
      asked.push(`${SecretId} ${VersionStage}`)
      const value = values[`${SecretId} ${VersionStage}`] ?? named('ResourceNotFoundException')
      if (value instanceof Error) throw value
      return { SecretString: value }
    },
  }
  const onError = (error: unknown, id: string) => void told.push([(error as Error).message, id])
  const { monotonic, timers } = time
  const source = awsSecrets(client, { monotonic, timers, onError, ...options })
  const read = async (name = 'db') => {
    const live = await source.read(name)
    return live && [live.current.reveal(), live.previous?.reveal()]
  }
  return { values, asked, told, time, source, read }
}

describe('awsSecrets', () => {
  it('has AWSCURRENT and AWSPREVIOUS as the two live values', async () => {
    const { read } = fakeAws({
      'db AWSCURRENT': 'fresh',
      'db AWSPREVIOUS': 'old',
      'x AWSCURRENT': 'x',
    })
    expect(await read()).toEqual(['fresh', 'old'])
    expect(await read('x')).toEqual(['x', undefined])
    expect(await read('none')).toBeUndefined()
  })

  it('asks once for all who ask at a time, and again when the time to live is over', async () => {
    const { read, asked, values, time } = fakeAws({ 'db AWSCURRENT': 'one' }, { ttlMs: 1000 })
    await Promise.all([read(), read(), read('db')])
    time.advance(999)
    await read()
    expect(asked).toEqual(['db AWSCURRENT', 'db AWSPREVIOUS'])
    values['db AWSCURRENT'] = 'two'
    values['db AWSPREVIOUS'] = 'one'
    time.advance(1)
    expect(await read()).toEqual(['two', 'one'])
    expect(asked).toHaveLength(4)
  })

  it('refreshes what was read, and says what changed', async () => {
    const { read, source, values } = fakeAws({ 'db AWSCURRENT': 'one', 'x AWSCURRENT': 'x' })
    await Promise.all([read(), read('x')])
    expect(await source.refresh()).toEqual([])
    values['db AWSPREVIOUS'] = 'one'
    values['db AWSCURRENT'] = 'two'
    expect(await source.refresh()).toEqual(['db'])
    expect(await read()).toEqual(['two', 'one'])
  })

  it('takes one member of a JSON secret, asked for once', async () => {
    const { read, asked } = fakeAws({
      'db AWSCURRENT': '{"user":"app","password":"fresh","port":5432,"none":""}',
      'db AWSPREVIOUS': '{"password":"old"}',
    })
    expect(await read('db#password')).toEqual(['fresh', 'old'])
    expect(await read('db#user')).toEqual(['app', undefined])
    expect(await read('db#none')).toBeUndefined()
    expect(await read('db#toString')).toBeUndefined()
    await expect(read('db#port')).rejects.toThrow(/is no text/)
    expect(asked).toHaveLength(2)
  })

  it('reads binary secrets that are text', async () => {
    const bytes = (SecretBinary: Uint8Array) =>
      awsSecrets({ getSecretValue: async () => ({ SecretBinary }) }).read('x')
    expect((await bytes(Buffer.from('né')))?.current.reveal()).toBe('né')
    await expect(bytes(new Uint8Array([0xff]))).rejects.toThrow(TypeError)
  })
})

describe('awsSecrets, when AWS fails', () => {
  it.each([
    ['throttled', named('ThrottlingException')],
    ['gone', named('ResourceNotFoundException')],
  ])(
    'keeps the last known value, says so, and asks again after a pause: %s',
    async (_, failure) => {
      const { read, asked, told, values, time } = fakeAws(
        { 'db AWSCURRENT': 'one' },
        { ttlMs: 1000, retryMs: 100 },
      )
      await read()
      values['db AWSCURRENT'] = failure
      time.advance(1000)
      expect(await read()).toEqual(['one', undefined])
      expect(told).toEqual([[expect.any(String), 'db']])
      time.advance(99)
      await read()
      expect(asked).toHaveLength(4)
      values['db AWSCURRENT'] = 'two'
      time.advance(1)
      expect(await read()).toEqual(['two', undefined])
      expect(told).toHaveLength(1)
    },
  )

  it('rejects where nothing is known yet, and asks again at once', async () => {
    const { read, values } = fakeAws({ 'db AWSCURRENT': named('AccessDeniedException') })
    await expect(read()).rejects.toThrow('from AWS')
    values['db AWSCURRENT'] = 'one'
    expect(await read()).toEqual(['one', undefined])
  })

  it('waits no longer than it is told, and aborts', async () => {
    const { timers, monotonic, advance } = manualTime()
    const signals: (AbortSignal | undefined)[] = []
    const client: AwsSecretsClient = {
      getSecretValue(_, options) {
        signals.push(options?.abortSignal)
        return new Promise(() => {})
      },
    }
    const read = awsSecrets(client, { timers, monotonic, timeoutMs: 50 }).read('db')
    advance(50)
    await expect(read).rejects.toThrow(/did not answer in time/)
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, true])
  })

  it('is bounded, survives a listener that throws, and shows no value', async () => {
    const { read, values, time, source } = fakeAws(
      { 'db AWSCURRENT': 'hunter2-no-json' },
      { maxSecrets: 1, ttlMs: 1, onError: () => expect.fail() },
    )
    await read()
    await expect(read('other')).rejects.toThrow(/at most 1/)
    values['db AWSCURRENT'] = named('InternalServiceError')
    time.advance(1)
    expect(await read()).toEqual(['hunter2-no-json', undefined])
    const error = await source.read('db#member').catch((reason: unknown) => reason)
    expect(inspect([error, source], { depth: 9, showHidden: true })).not.toContain('hunter2')
  })

  it.each([0, -1, Number.NaN, Infinity])('refuses %d for a time', (ms) => {
    const client = { getSecretValue: () => Promise.reject(new Error()) }
    expect(() => awsSecrets(client, { ttlMs: ms })).toThrow(RangeError)
  })
})
