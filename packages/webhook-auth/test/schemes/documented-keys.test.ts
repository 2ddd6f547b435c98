import { generateKeyPairSync, type KeyObject, sign as signWith } from 'node:crypto'
import { verifier } from '@sallyport/webhook-auth'
import { highlevel, kick } from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'
import { acceptedOff } from '../support/one-byte.ts'

const now = 1_700_000_000_000
const time = '2023-11-14T22:13:20.123456789Z'
const body = Buffer.from('{"content":"zoë"}')
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const ed = generateKeyPairSync('ed25519')
const pem = (key: KeyObject): string => key.export({ format: 'pem', type: 'spki' }).toString()

describe('kick', () => {
  const id = '01JD0000000000000000000000'
  const signed = Buffer.concat([Buffer.from(`${id}.${time}.`), body])
  const headers = {
    'Kick-Event-Message-Id': id,
    'Kick-Event-Message-Timestamp': time,
    'Kick-Event-Signature': signWith('sha256', signed, rsa.privateKey).toString('base64'),
  }
  const check = verifier(kick, { secrets: pem(rsa.publicKey), clock: () => now })

  it('is what its documentation says, and no byte of it can be changed', () => {
    expect(check({ headers, body })).toMatchObject({
      ok: true,
      value: { deliveryId: id, deliveryIdSigned: true },
    })
    expect(acceptedOff(check, { headers, body }, Object.keys(headers))).toBe(0)
    const later = verifier(kick, { secrets: pem(rsa.publicKey), clock: () => now + 300_124 })
    expect(later({ headers, body })).toMatchObject({ reason: 'timestamp_too_old' })
  })

  it('takes the key that its documentation has', () => {
    // KickEngineering/KickDevDocs, events/webhook-security.md
    const published = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAq/+l1WnlRrGSolDMA+A8
6rAhMbQGmQ2SapVcGM3zq8ANXjnhDWocMqfWcTd95btDydITa10kDvHzw9WQOqp2
MZI7ZyrfzJuz5nhTPCiJwTwnEtWft7nV14BYRDHvlfqPUaZ+1KR4OCaO/wWIk/rQ
L/TjY0M70gse8rlBkbo2a8rKhu69RQTRsoaf4DVhDPEeSeI5jVrRDGAMGL3cGuyY
6CLKGdjVEM78g3JfYOvDU/RvfqD7L89TZ3iN94jrmWdGz34JNlEI5hqK8dd7C5EF
BEbZ5jgB8s8ReQV8H+MkuffjdAj3ajDDX3DOJMIut1lBrUVD1AaSrGCKHooWoL2e
twIDAQAB
-----END PUBLIC KEY-----`
    const theirs = verifier(kick, { secrets: published, clock: () => now })
    expect(theirs({ headers, body })).toMatchObject({ reason: 'signature_wrong' })
  })
})

describe('highlevel', () => {
  const signature = signWith(null, body, ed.privateKey).toString('base64')
  const headers = { 'X-GHL-Signature': signature }
  const check = verifier(highlevel, { secrets: pem(ed.publicKey) })

  it('is what its documentation says, and no byte of it can be changed', () => {
    expect(check({ headers, body }).ok).toBe(true)
    expect(acceptedOff(check, { headers, body }, Object.keys(headers))).toBe(0)
  })

  it('does not read the older header, nor take its key', () => {
    const older = { 'X-WH-Signature': signWith('sha256', body, rsa.privateKey).toString('base64') }
    expect(check({ headers: older, body })).toMatchObject({ reason: 'signature_missing' })
    expect(() => verifier(highlevel, { secrets: pem(rsa.publicKey) })).toThrow(RangeError)
  })
})
