/** Bars over time, one upon the other by state, in the colours of the states; a table says the same in figures. */
import { useIntl } from "react-intl"
import { Bar, BarChart, CartesianGrid, Rectangle, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts"
import { useWords } from "../app/words.tsx"
import { drawn, type Moment } from "./drawn.ts"

/** @param label how a moment is told: the hour, or the day */
export default function Bars({
  moments,
  label,
  name,
}: {
  moments: Moment[]
  label: (at: string) => string
  name: string
}) {
  const t = useWords()
  const { formatNumber } = useIntl()
  return (
    <figure className="bars" aria-label={name}>
      <ResponsiveContainer width="100%" height={180}>
        <BarChart
          data={moments}
          margin={{ top: 4, right: 4, bottom: 0, left: 0 }}
          barCategoryGap={1}
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="at"
            tickFormatter={label}
            tickLine={false}
            axisLine={{ stroke: "var(--line)" }}
            tick={{ fill: "var(--dim)", fontSize: 12 }}
            minTickGap={32}
          />
          <YAxis
            allowDecimals={false}
            tickLine={false}
            axisLine={false}
            width="auto"
            tickCount={4}
            tickFormatter={(value: number) => formatNumber(value, { notation: "compact" })}
            tick={{ fill: "var(--dim)", fontSize: 12 }}
          />
          <Tooltip
            cursor={{ fill: "var(--hover)" }}
            isAnimationActive={false}
            content={({ active, payload }) => {
              const moment = payload?.[0]?.payload as Moment | undefined
              if (!active || !moment) return null
              return (
                <div className="bars-tip">
                  <strong>{label(moment.at)}</strong>
                  {drawn.toReversed().map(({ state, colour }) =>
                    moment[state] ? (
                      <span key={state}>
                        <i style={{ background: colour }} />
                        {t(`state.${state}`)} <b>{formatNumber(moment[state])}</b>
                      </span>
                    ) : null,
                  )}
                </div>
              )
            }}
          />
          {drawn.map(({ state, colour }) => (
            <Bar
              key={state}
              dataKey={state}
              stackId="all"
              fill={colour}
              maxBarSize={28}
              isAnimationActive={false}
              shape={(props: object) => <Rectangle {...props} />}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </figure>
  )
}
