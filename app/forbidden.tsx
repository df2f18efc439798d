import { DeadEnd } from "@/app/dead-end"

export default function Forbidden() {
  return <DeadEnd why="forbidden" />
}
