export { controlsProvider, type ProvidedControls } from './open-feature-provider.ts'
export { openFeatureSource } from './sources/open-feature-source.ts'
