import { DeadEnd } from "./dead-end"

export default function NotFound() {
  return <DeadEnd why="notFound" />
}
