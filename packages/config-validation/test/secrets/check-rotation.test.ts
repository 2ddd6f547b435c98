import { checkRotation, rotationClasses } from '@sallyport/config-validation/secrets'
import { describe, expect, it } from 'vitest'

const now = Date.parse('2026-03-31T12:00:00Z')
const day = 86_400_000
const clock = () => now
const ago = (ms: number): string => new Date(now - ms).toISOString()
const codes = (created_at: unknown) =>
  checkRotation({ key: { created_at } as never }, { clock }).warnings.map(({ code }) => code)

describe('checkRotation', () => {
  it.each([
    [0, undefined],
    [90 * day, undefined],
    [90 * day + 1, 1],
    [91 * day, 1],
    [91 * day + 1, 2],
    [455 * day, 365],
  ])('%d ms old: overdue by %s days', (age, overdueDays) => {
    const { warnings } = checkRotation({ key: { created_at: ago(age) } }, { clock })
    expect(warnings.map((one) => one.overdueDays)).toEqual(overdueDays ? [overdueDays] : [])
  })

  it('takes the age of the class: 90 and 180 days unless said otherwise', () => {
    expect(rotationClasses).toEqual({ api_key: 90, service_account: 180 })
    const created_at = ago(100 * day)
    const secrets = {
      a: { created_at, class: 'api_key' },
      b: { created_at, class: 'service_account' },
      c: { created_at },
      d: { created_at, class: 'toString' },
    }
    const { warnings } = checkRotation(secrets, { clock, maxAgeDays: 99.5 })
    expect(warnings.map(({ name, code, overdueDays }) => [name, code, overdueDays])).toEqual([
      ['a', 'overdue', 10],
      ['c', 'overdue', 1],
      ['d', 'unknown_class', undefined],
      ['d', 'overdue', 1],
    ])
    expect(checkRotation({ a: secrets.a }, { clock, classes: { api_key: 100 } }).warnings).toEqual(
      [],
    )
  })

  it.each([undefined, null, ''])('%j is missing', (given) => {
    expect(codes(given)).toEqual(['missing'])
  })

  it.each([
    ...['yesterday', '1', '0', ' 2026-03-30', '2026-3-1', '2026-02-29', '2026-02-30T00:00:00Z'],
    ...['2026-13-01', '2026-00-10', '2026-03-30T24:00:00Z', '2026-03-30T23:60:00Z', '26-03-30'],
    ...['2026-03-30T12:00:00', '2026-03-30T12:00Z', '2026-03-30T12:00:00+24:00', '2026-03-30Z'],
    ...['2026-03-30T12:00:00Z ', '٢٠٢٦-03-30', 'Mon, 30 Mar 2026 12:00:00 GMT', '+002026-03-30'],
    ...[1_774_958_400_000, {}, true, Number.NaN],
  ])('%j is no date', (given) => {
    expect(codes(given)).toEqual(['invalid'])
  })

  it.each([
    '2026-03-30',
    '2024-02-29',
    '2026-03-31T12:00:00Z',
    '2026-03-31T14:00:00+02:00',
    '2026-03-31 12:00:00.000000+00:00',
    '2026-03-31t11:59:59.999z',
  ])('%j is a date that is not of the future', (given) => {
    expect(codes(given).filter((code) => code !== 'overdue')).toEqual([])
  })

  it.each(['2026-03-31T12:00:00.001Z', '2026-04-01', '2026-03-31T13:30:00+01:00', '9999-12-31'])(
    '%j is of the future',
    (given) => {
      expect(codes(given)).toEqual(['future'])
    },
  )

  it('says nothing of a value, nor of what stands where the date belongs', () => {
    const secrets = {
      key: { value: 'hunter2-7Fq', created_at: 'hunter2-7Fq', class: 'hunter2-7Fq' },
    }
    expect(JSON.stringify(checkRotation(secrets, { clock }))).not.toContain('hunter2')
  })

  it.each([0, -1, Number.NaN, Infinity, '90'])('refuses %j days', (days) => {
    expect(() => checkRotation({}, { maxAgeDays: days as number })).toThrow(RangeError)
    expect(() => checkRotation({}, { classes: { api_key: days as number } })).toThrow(RangeError)
  })
})
