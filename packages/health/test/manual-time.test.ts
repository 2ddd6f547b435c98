import { manualTime } from '@sallyport/core/testing'
import { createHealth, readinessEndpoint } from '@sallyport/health'
import { certificateCheck, httpCheck } from '@sallyport/health/checks'
import { describe, expect, it } from 'vitest'

const time = manualTime()

describe('a manual time is spread into', () => {
  it.each<[string, () => unknown]>([
    ['createHealth', () => createHealth({ ...time }).close()],
    ['readinessEndpoint', () => readinessEndpoint(createHealth({ ...time }), { ...time })],
    ['certificateCheck', () => certificateCheck('', { ...time })],
    ['httpCheck', () => httpCheck('http://127.0.0.1', { ...time })],
  ])('%s', (_, make) => {
    expect(make).not.toThrow()
  })
})
