@echo off
rem Installs cso_xl for this user: install.py says what it does. Without cmd: open install.py with Python.
set PYTHON=python
where py >nul 2>nul && set PYTHON=py -{python}
%PYTHON% "%~dp0install.py" %*
pause
