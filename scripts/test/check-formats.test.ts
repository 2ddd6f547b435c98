import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { check, write } from '../check-formats.ts'
import { plant } from './plant.ts'

const declared = 'packages/webhook-auth/src/schemes.ts'
const page = 'docs/formats/webhook-schemes.md'
const facts = `sender: 'Acme', signs: '{timestamp}.{body}', mac: 'hmac-sha256', encoding: 'hex', secret: 'whsec',
  covers: 'body', deliveryId: 'none', toleranceSeconds: 300, evidence: 'vector', source: 'https://acme.example'`
const acme = `export const acme = { ${facts},
  write: ({ body, timestamp }, signature) =>
    ({ headers: { 'x-time': 'now', 'x-acme': \`t=\${timestamp},v1=\${signature([])}\` }, body }) }`

const rows = async (schemes: string): Promise<string[]> => {
  const root = plant({ [declared]: schemes, [page]: '' })
  await write(root)
  return readFileSync(join(root, page), 'utf8')
    .split('\n')
    .filter((line) => /^(\| Acme|Not in the table)/.test(line))
}

it('says of each scheme what it declares', async () => {
  const inBody = `export const inBody = { ${facts}, secret: 'utf8', toleranceSeconds: null, covers: 'fields',
    write: (_, signature) => ({ headers: {}, body: JSON.stringify({ a: { b: 1, mac: signature([]) } }) }) }`
  const token = `export const token = { ${facts}, sourceRead: '2026-11-21', mac: 'token', toleranceSeconds: 90, signs: '{body}',
    write: ({ body }, signature) => ({ headers: { 'x-token': signature([]) }, body }) }`
  const unwritten = `export const unwritten = { ${facts}, signs: 'this | that' }`
  const made = 'export const made = () => acme'
  expect(await rows([acme, inBody, token, unwritten, made].join('\n'))).toEqual([
    '| Acme | `acme` | `{timestamp}.{body}` | hmac-sha256, hex; key: whsec | `x-acme: t={timestamp},v1=…` | body | 5 min | none | [vector](https://acme.example) | unknown |',
    '| Acme | `inBody` | `{timestamp}.{body}` | hmac-sha256, hex | `a.mac` of the body | fields | for ever | none | [vector](https://acme.example) | unknown |',
    '| Acme | `token` | nothing | the secret itself | `x-token` | body | 90 s | none | [vector](https://acme.example) | 2026-11-21 |',
    '| Acme | `unwritten` | this \\| that | hmac-sha256, hex; key: whsec | see its source | body | 5 min | none | [vector](https://acme.example) | unknown |',
    'Not in the table, as what they sign is agreed with each sender: `made()`.',
  ])
})

it('finds a page that says something else, and none that was just written', async () => {
  const root = plant({ [declared]: acme, [page]: '# Schemes of webhooks\n' })
  const stale = [`${page}:3: is not what ${declared} says; node scripts/check-formats.ts --write`]
  expect(await check(root)).toEqual(stale)
  await write(root)
  expect(await check(root)).toEqual([])
})

it('finds a page that is missing', async () => {
  expect(await check(plant({ [declared]: acme }))).toEqual([expect.stringContaining(`${page}:1: `)])
})
