import { describe, expect, it } from 'vitest'
import { demoOptions } from '../src/options.ts'
import { progressText, screen } from '../src/screen.ts'

const at = (isTty: boolean, env: Record<string, string> = {}) => ({ env, isTty })

describe('the options', () => {
  it('have colour and progress at a terminal alone, and no colour where nobody wants it', () => {
    expect(demoOptions([], at(true))).toMatchObject({ live: true, colour: true, port: 3000 })
    expect(demoOptions([], at(true, { NO_COLOR: '1' }))).toMatchObject({
      live: true,
      colour: false,
    })
    expect(demoOptions([], at(true, { NO_COLOR: '' }))).toMatchObject({ colour: true })
    expect(demoOptions([], at(true, { TERM: 'dumb' }))).toMatchObject({
      live: false,
      colour: false,
    })
    expect(demoOptions([], at(false))).toMatchObject({ live: false, colour: false })
    expect(demoOptions(['--json'], at(true))).toMatchObject({ live: false, colour: false })
  })

  it('tell how it is used, to who asks and to who gives a port that is none', () => {
    for (const help of ['--help', '-h'])
      expect(demoOptions([help], at(true))).toEqual({ usage: expect.stringMatching(/^Usage: /) })
    for (const PORT of ['abc', '-1', '65536'])
      expect(demoOptions([], at(true, { PORT }))).toEqual({
        wrong: expect.stringMatching(/^PORT must be a port, .*\nUsage: /),
      })
  })

  it('take the dashes that pnpm may pass on', () => {
    expect(demoOptions(['--', '--framework', 'hono'], at(false))).toMatchObject({
      framework: 'hono',
    })
  })
})

describe('the screen', () => {
  it('marks what should not be', () => {
    const shown = {
      ...{ framework: 'hono', url: 'http://127.0.0.1:1', adminToken: 'a', apiKey: 'k' },
      ...{ objectives: [], tries: [], audit: { entries: 1, whole: false, folder: '/tmp/x' } },
      sent: [{ what: 'orders', answers: { 200: 1, 500: 2 }, odd: 2 }],
    }
    expect(screen(shown, true)).toContain('\u001b[31m1 x 200, 2 x 500\u001b[0m')
    expect(screen(shown, false)).not.toContain('\u001b')
    expect(screen(shown, false)).toContain('BROKEN')
  })

  it('shows how far it has come', () => {
    for (const columns of [120, 80, 0, undefined])
      expect(progressText(5, 10, columns)).toContain(`${'#'.repeat(15)}${'.'.repeat(15)}  5 of 10`)
  })

  it('shows it on one row of a narrow terminal', () => {
    expect(progressText(220, 440, 60)).toMatch(/ {2}#+\.+ {2}220 of 440$/)
    for (const columns of [75, 60, 40, 10])
      expect(progressText(220, 440, columns).length).toBeLessThan(columns)
  })
})
