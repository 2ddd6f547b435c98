import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import {
  environmentSecrets,
  fetchSecrets,
  fileSecrets,
  type SecretSource,
} from '@sallyport/config-validation/secrets'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-secrets-'))
afterAll(() => rmSync(folder, { recursive: true }))
const write = (name: string, content: string | Uint8Array) =>
  writeFileSync(join(folder, name), content)

const revealed = async (source: SecretSource, name: string) => {
  const live = await source.read(name)
  return live && [live.current.reveal(), live.previous?.reveal()]
}

describe('environmentSecrets', () => {
  it('has the current value, and the one before while there is one', async () => {
    const source = environmentSecrets({ A: 'fresh', A_OLD: 'old', B: 'only', C: '', D_OLD: 'left' })
    expect(await revealed(source, 'A')).toEqual(['fresh', 'old'])
    expect(await revealed(source, 'B')).toEqual(['only', undefined])
    expect(await revealed(source, 'C')).toBeUndefined()
    expect(await revealed(source, 'D')).toBeUndefined()
    expect(await revealed(source, 'constructor')).toBeUndefined()
  })
})

describe('fileSecrets', () => {
  it('takes one line break off, and nothing else', async () => {
    write('UNIX', 'a secret \n')
    write('UNIX_OLD', 'before\r\n')
    write('PEM', 'one\ntwo\n\n')
    write('EMPTY', '\n')
    const source = fileSecrets(folder)
    expect(await revealed(source, 'UNIX')).toEqual(['a secret ', 'before'])
    expect(await revealed(source, 'PEM')).toEqual(['one\ntwo\n', undefined])
    expect(await revealed(source, 'EMPTY')).toBeUndefined()
    expect(await revealed(source, 'MISSING')).toBeUndefined()
  })

  it('reads anew, so that what Kubernetes swapped is seen', async () => {
    const source = fileSecrets(folder)
    write('SWAPPED', 'first')
    expect(await revealed(source, 'SWAPPED')).toEqual(['first', undefined])
    write('SWAPPED', 'second')
    expect(await revealed(source, 'SWAPPED')).toEqual(['second', undefined])
  })

  it.each(['../x', '/etc/passwd', '..', '.hidden', '', 'a/b', 'a\0', 'a\\b', 'a'.repeat(256)])(
    'refuses the name %j',
    async (name) => {
      await expect(fileSecrets(folder).read(name)).rejects.toThrow(TypeError)
    },
  )

  it('rejects, without a byte of it, what is no text, too long, a folder or a pipe', async () => {
    write('BINARY', Buffer.from('hunter2-\xff', 'latin1'))
    write('LONG', 'x'.repeat(1024 * 1024 + 1))
    mkdirSync(join(folder, 'FOLDER'))
    execFileSync('mkfifo', [join(folder, 'PIPE')])
    const source = fileSecrets(folder)
    for (const name of ['BINARY', 'LONG', 'FOLDER', 'PIPE']) {
      const error = await source.read(name).catch((reason: unknown) => reason)
      expect(error, name).toBeInstanceOf(Error)
      expect(inspect(error), name).not.toMatch(/hunter2|xxxx/)
    }
    write('CLOSED', 'value')
    chmodSync(join(folder, 'CLOSED'), 0)
    if (process.getuid?.() !== 0) await expect(source.read('CLOSED')).rejects.toThrow(/EACCES/)
  })
})

describe('fetchSecrets', () => {
  const source = environmentSecrets({ 'prod/api': 'fresh-value', 'prod/api_OLD': 'old-value' })

  it('fetches each secret once, and hides what it has from printing', async () => {
    const asked: string[] = []
    const counting: SecretSource = {
      read(name) {
        asked.push(name)
        return source.read(name)
      },
    }
    const secrets = await fetchSecrets(counting, {
      API_KEY: 'prod/api',
      API_KEY_OLD: { previous: 'prod/api' },
      OTHER: 'prod/other',
    })
    expect(asked).toEqual(['prod/api', 'prod/other'])
    expect([secrets.API_KEY, secrets.API_KEY_OLD, secrets.OTHER]).toEqual([
      'fresh-value',
      'old-value',
      undefined,
    ])
    expect(JSON.stringify(secrets) + inspect(secrets, { depth: 9 })).not.toContain('value')
    expect(Object.isFrozen(secrets)).toBe(true)
  })

  it('takes a list where the names are the same', async () => {
    const secrets = await fetchSecrets(source, ['prod/api', 'nothing'])
    expect([secrets['prod/api'], 'nothing' in secrets]).toEqual(['fresh-value', false])
  })

  it('names everything that failed, with nothing of what the errors say', async () => {
    const failing: SecretSource = {
      read: (name) =>
        name === 'good' ? source.read('prod/api') : Promise.reject(new TypeError('value hunter2')),
    }
    const error = await fetchSecrets(failing, ['a', 'good', 'b']).catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      message: 'config-validation: secrets could not be fetched: a (TypeError), b (TypeError)',
    })
    expect(inspect(error, { depth: 9 })).not.toContain('hunter2')
  })
})
