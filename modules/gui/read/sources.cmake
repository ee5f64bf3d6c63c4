# The reading room's widgets; included by modules/gui/CMakeLists.txt.
set(GUI_READ_SOURCES
    read/MeasurementPanel.cpp read/ObjectWords.cpp read/PaneTexts.cpp read/ReadLoader.cpp read/ReadToolBar.cpp read/ReadView.cpp
    read/SeriesStrip.cpp read/SlicePane.cpp read/VolumePane.cpp read/WindowPanel.cpp)
list(APPEND guiSources ${GUI_READ_SOURCES})
list(APPEND guiLibraries Lastra::annotation Lastra::dicom Lastra::imaging Lastra::rendering Lastra::viewer)
