import { DeadEnd } from "@/app/words"

export default function Forbidden() {
  return <DeadEnd why="forbidden" />
}
