import { type ManualTime, manualTime } from '@sallyport/core/testing'

/** Time to move by hand; from the middle of a day in the middle of a month, unless told. */
export const handTime = (from: number = Date.UTC(2026, 4, 15, 12)): ManualTime => manualTime(from)
