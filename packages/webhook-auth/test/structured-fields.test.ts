import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDictionary, parseItem } from '../src/structured-fields.ts'

const parse = (...lines: readonly string[]) => parseDictionary(lines, 16)

describe('parseDictionary', () => {
  it('reads members with what they are qualified with', () => {
    const members = parse(
      'a=("x";n="q\\"\\\\" :AAAA:);created=12;flag, b=:AA==:',
      'c=?0;t=tok;d=-1.5',
    )
    if (members === undefined || members === 'too_many') expect.unreachable()
    const { value, parameters, text } = members.get('a') ?? expect.unreachable()
    expect(text).toBe('("x";n="q\\"\\\\" :AAAA:);created=12;flag')
    expect(parameters.get('created')).toEqual({ integer: 12 })
    expect(parameters.get('flag')).toEqual({ other: '?1' })
    const [first, second] = Array.isArray(value) ? value : []
    expect(first?.parameters.get('n')).toEqual({ string: 'q"\\' })
    expect(second?.value).toEqual({ bytes: 'AAAA' })
    expect(members.get('b')?.value).toEqual({ bytes: 'AA==' })
    expect(members.get('c')?.parameters.get('d')).toEqual({ other: '-1.5' })
  })

  it('refuses every other spelling', () => {
    for (const text of [
      ...[
        '',
        'a',
        'a=',
        'A=1',
        '1=1',
        'a=1,',
        'a=1 b=2',
        'a=1,,b=2',
        ',a=1',
        'a=01',
        'a=-0',
        'a=+1',
      ],
      ...[
        'a=1.50',
        'a=.5',
        'a=1.',
        'a=1234567890123456',
        'a=?1',
        'a=?2',
        'a="é"',
        'a="\\n"',
        'a="',
      ],
      ...[
        'a=( 1)',
        'a=(1 )',
        'a=(1  2)',
        'a=(1',
        'a=1)',
        'a=((1))',
        'a=1; b',
        'a=1;',
        'a=1;B',
        'a=1 ;b',
      ],
      ...['a=1;b;b', 'a=1, a=2', 'a=:AA', 'a=:A-_A:', 'a=1\n', 'a=1;b=(1)', 'a=1 \n, b=1'],
    ]) {
      expect(parse(text), text).toBeUndefined()
    }
  })

  it('counts before it reads on', () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => `k${at}=1`).join(',')
    expect(parse(many(16))).toHaveProperty('size', 16)
    expect(parse(many(17))).toBe('too_many')
    expect(parse(`a=(${'1 '.repeat(64)}1)`)).toBeUndefined()
    expect(parse(`a=1${Array.from({ length: 17 }, (_, at) => `;p${at}`).join('')}`)).toBeUndefined()
    expect(parse(`a="${'x'.repeat(8_192)}"`)).toBeUndefined()
    expect(parse(...Array.from({ length: 17 }, (_, at) => `k${at}=1`))).toBe('too_many')
  })

  it('never throws, and keeps what it read as it was written', () => {
    const letter = fc.constantFrom(...'ab=,;()":?01.-\\* \t\n'.split(''), 'é', 'a=(')
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 24 }), (letters) => {
        const text = letters.join('')
        const item = parseItem(text)
        if (item !== undefined) expect(item.text).toBe(text)
        const members = parse(text)
        if (members === undefined || members === 'too_many') return
        const again = [...members].map(([key, member]) => `${key}=${member.text}`).join(', ')
        expect(parse(again)).toEqual(members)
      }),
      { numRuns: 20_000 },
    )
  })
})
