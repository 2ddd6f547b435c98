export type { ControlsEvent } from './board.ts'
export {
  type ChangeDenial,
  type ControlsReason,
  controlsEvents,
  controlsMetrics,
  controlsReasons,
} from './catalog.ts'
export {
  type Controls,
  type ControlsOptions,
  controls,
  type SetOptions,
  type SetResult,
} from './controls.ts'
export type { Details } from './details.ts'
export type {
  BooleanFlag,
  ChoiceFlag,
  Definition,
  Flag,
  FlagValue,
  NumberFlag,
  TextFlag,
  ValueOf,
  ValuesOf,
} from './flag.ts'
export { operationalFlags } from './operational-flags.ts'
export type { Change } from './snapshot.ts'
export type {
  ControlsSource,
  SourceListener,
  SourceState,
  StoredFlags,
  Unwatch,
} from './source.ts'
export { settingsSource } from './sources/settings-source.ts'
