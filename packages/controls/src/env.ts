export { type SettingsFromEnvOptions, settingsFromEnv } from './settings-from-env.ts'
