using System.Runtime.InteropServices;

namespace Dhmad.Bench.Commits;

/// <summary>Processor time that the calling thread used so far, to the nanosecond; Linux only.</summary>
internal static class ThreadTime
{
    private const int ClockThreadCpuTime = 3;

    public static TimeSpan Now
    {
        get
        {
            if (GetTime(ClockThreadCpuTime, out var time) != 0) throw new PlatformNotSupportedException();
            return TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / 100));
        }
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int GetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
