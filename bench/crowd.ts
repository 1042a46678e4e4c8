import { seeded } from '../kit/testing/hostile-bus.ts'

/** Seeded chance of the sorts that crowds are made of. */
export type Chance = {
  uniform(): number
  poisson(mean: number): number
  normal(): number
  gamma(shape: number): number
}

export function chanceFrom(seed: number): Chance {
  const uniform = seeded(seed)
  // Box-Muller.
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  return { uniform, normal, poisson: mean => poisson(mean, uniform), gamma: shape => gamma(shape, { uniform, normal }) }
}

/** Knuth's multiplication, in pieces so that nothing underflows. */
function poisson(mean: number, uniform: () => number): number {
  let count = 0
  for (let left = mean; left > 0; left -= 16) {
    const limit = Math.exp(-Math.min(16, left))
    for (let product = uniform(); product > limit; product *= uniform()) count += 1
  }
  return count
}

/** Marsaglia and Tsang (2000), for shapes of at least 1. */
function gamma(shape: number, { uniform, normal }: Pick<Chance, 'uniform' | 'normal'>): number {
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal()
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - uniform()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v
  }
}

const noiseMinutes = 30
const noiseCv = 0.3

/** The rate is what it is, times a factor that changes each half hour: real crowds are not Poisson. */
export function gammaNoise(chance: Chance): (minute: number) => number {
  const shape = 1 / noiseCv ** 2
  let block = -1
  let factor = 1
  return minute => {
    const now = Math.floor(minute / noiseMinutes)
    if (now !== block) {
      block = now
      factor = chance.gamma(shape) / shape
    }
    return factor
  }
}

/** Nights are quiet (0.3), evenings loud (1.7), weekends have less than half; the mean of a week is 1. */
export function weekShape(minute: number): number {
  const hour = (minute / 60) % 24
  const day = Math.floor(minute / 1440) % 7
  return (1 + 0.7 * Math.sin((2 * Math.PI * (hour - 12)) / 24)) * (day >= 5 ? 0.45 : 1.22)
}
