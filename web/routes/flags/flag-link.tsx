import { Link } from '@tanstack/react-router'
import { useEnvironmentRef } from './environment.ts'

/** The one way to a flag of this place. */
export function FlagLink({ flagKey }: { flagKey: string }) {
  const { search } = useEnvironmentRef()
  return (
    <Link to="/flags/$key" params={{ key: flagKey }} search={search} className="link font-medium wrap-anywhere">
      {flagKey}
    </Link>
  )
}
