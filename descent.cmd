@echo off
rem Runs the descent command of this checkout; builds it first when sources changed. DESCENT_NO_BUILD=1 never builds.
setlocal
set "root=%~dp0"
set "binary=%root%artifacts\bin\Descent.Cli\release\descent.exe"
set "stamp=%root%artifacts\descent.stamp"
if not "%DESCENT_NO_BUILD%%PMI_RANK%%PMIX_RANK%%OMPI_COMM_WORLD_RANK%%SLURM_PROCID%"=="" goto run
if not exist "%binary%" goto build
if not exist "%stamp%" goto build
powershell -NoProfile -Command "$t = (Get-Item $env:stamp).LastWriteTimeUtc; $f = Get-ChildItem ($env:root + 'src'), ($env:root + 'Directory.*'), ($env:root + 'global.json') -Recurse | Where-Object LastWriteTimeUtc -gt $t | Select-Object -First 1; exit [int][bool]$f"
if not errorlevel 1 goto run

:build
dotnet --list-sdks 2>nul | findstr /b "10." >nul || (
    echo descent: the .NET SDK 10 is needed and 'dotnet' has none. Get it from https://dot.net 1>&2
    exit /b 1
)
echo descent: building ^(only when sources changed^) ... 1>&2
if not exist "%root%artifacts" mkdir "%root%artifacts"
type nul > "%stamp%.new"
dotnet build "%root%src\Descent.Cli\Descent.Cli.csproj" -c Release -v quiet -nologo > "%root%artifacts\descent.log" 2>&1 || (
    type "%root%artifacts\descent.log" 1>&2
    echo descent: the build failed; the errors are above. 1>&2
    exit /b 1
)
move /y "%stamp%.new" "%stamp%" >nul

:run
if not exist "%binary%" (
    echo descent: "%binary%" is missing and may not be built here. Build it first: descent --help 1>&2
    exit /b 2
)
set "DESCENT_COMMAND=%~nx0"
"%binary%" %*
exit /b %errorlevel%
